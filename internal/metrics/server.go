package metrics

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/exporter-toolkit/web"
)

// Options of a Server.
type Options struct {
	// Listen is host:port; port 0 takes any.
	Listen string
	// WebConfig is a file of TLS and basic authentication in the form of Prometheus' exporters; empty for neither.
	WebConfig string
	// Look gives what is shown; any goroutine may call it.
	Look func() Snapshot
	// Ready tells why the sensor does not do its work, nil if it does. Any goroutine may call it.
	Ready func() error
}

// Server answers /metrics, /healthz (the process runs) and /readyz (it does its work).
type Server struct {
	listener net.Listener
	http     *http.Server
	done     chan error
}

// Bounds of one request: a scrape is short, and nobody may hold the server.
const (
	readTimeout  = 10 * time.Second
	writeTimeout = 30 * time.Second
)

// Start listens and serves until Close.
func Start(o Options) (*Server, error) {
	if o.WebConfig != "" {
		if err := web.Validate(o.WebConfig); err != nil {
			return nil, fmt.Errorf("web configuration %s: %w", o.WebConfig, err)
		}
	}
	l, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	s := &Server{
		listener: l, done: make(chan error, 1),
		http: &http.Server{Handler: handler(&o), ReadTimeout: readTimeout, WriteTimeout: writeTimeout, MaxHeaderBytes: 16 << 10},
	}
	flags := &web.FlagConfig{WebConfigFile: &o.WebConfig}
	go func() { s.done <- web.Serve(l, s.http, flags, slog.New(slog.DiscardHandler)) }()
	return s, nil
}

// Address is where it listens.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Close ends it, after requests that are under way if ctx lasts.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

func handler(o *Options) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		NewCollector(o.Look),
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, o.Ready()) })
	return mux
}

func answer(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintln(w, err) // who asked may be gone
		return
	}
	_, _ = fmt.Fprintln(w, "ok")
}
