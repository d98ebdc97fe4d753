package metrics

import "github.com/prometheus/client_golang/prometheus"

const namespace = "reconwatch_"

// Collector implements prometheus.Collector over snapshots.
type Collector struct {
	look  func() Snapshot
	descs []*prometheus.Desc
}

// NewCollector makes one; look may be called by any goroutine.
func NewCollector(look func() Snapshot) *Collector {
	c := &Collector{look: look}
	for i := range table {
		c.descs = append(c.descs, prometheus.NewDesc(namespace+table[i].name, table[i].help, table[i].labels, nil))
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *Collector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range c.descs {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (c *Collector) Collect(out chan<- prometheus.Metric) {
	s := c.look()
	for i := range table {
		kind := prometheus.CounterValue
		if table[i].gauge {
			kind = prometheus.GaugeValue
		}
		table[i].read(&s, func(v float64, labels ...string) {
			out <- prometheus.MustNewConstMetric(c.descs[i], kind, v, labels...)
		})
	}
}
