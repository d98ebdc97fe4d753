package config

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Output says where messages go beside standard output.
type Output struct {
	JSONL  string   `yaml:"jsonl" desc:"file that takes every message as a line of JSON; SIGHUP opens it anew; empty for none"`
	Spool  string   `yaml:"spool" desc:"folder for what collectors have not taken yet, so that a restart loses nothing; empty keeps it in memory"`
	Syslog []Syslog `yaml:"syslog" max:"16" desc:"collectors that are told by RFC 5424 syslog, each with a spool of its own"`
}

// Metrics says who may look at the counters.
type Metrics struct {
	Listen    string `yaml:"listen" desc:"host:port to serve on, this host alone unless set otherwise; empty for none"`
	WebConfig string `yaml:"web_config" optional:"true" desc:"file of TLS and basic authentication, as Prometheus' exporters take it"`
}

// Syslog is one collector.
type Syslog struct {
	Network    Network `yaml:"network" required:"true" desc:"udp (best effort), tcp, tls, unix or unixgram"`
	Address    string  `yaml:"address" required:"true" desc:"host:port, or the path of a socket such as /dev/log"`
	CAFile     string  `yaml:"ca_file" optional:"true" desc:"authorities that may sign the collector's certificate, PEM; the system's if left out"`
	CertFile   string  `yaml:"cert_file" optional:"true" desc:"client certificate, PEM"`
	KeyFile    string  `yaml:"key_file" optional:"true" desc:"its key, PEM"`
	ServerName string  `yaml:"server_name" optional:"true" desc:"name that the collector's certificate must have; the host of the address if left out"`
}

// Network is a transport of syslog.
type Network string

var networks = []string{"udp", "tcp", "tls", "unix", "unixgram"}

// UnmarshalYAML implements yaml.Unmarshaler.
func (n *Network) UnmarshalYAML(y *yaml.Node) error { return unmarshal(y, n) }

func (n *Network) parse(text string) error {
	if !slices.Contains(networks, text) {
		return errors.New("is none of " + strings.Join(networks, ", "))
	}
	*n = Network(text)
	return nil
}
