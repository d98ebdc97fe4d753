package metrics

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/reconwatch/reconwatch/internal/testbed"
)

// TestPromtool lets the real tool judge what is shown.
func TestPromtool(t *testing.T) {
	tool, err := exec.LookPath("promtool")
	if err != nil {
		testbed.Lacking(t, "promtool", "promtool is not installed")
	}
	s := start(t, Options{Ready: func() error { return nil }})
	_, body := get(t, s, "/metrics")
	cmd := exec.CommandContext(t.Context(), tool, "check", "metrics")
	cmd.Stdin = strings.NewReader(body)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %s", err, out)
	}
}

const user, password = "prometheus", "secret"

// guarded starts a server that wants TLS and a password, and gives the file of its certificate.
func guarded(t *testing.T) (s *Server, certificate string) {
	t.Helper()
	dir := t.TempDir()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: der}, "key.pem": {Type: "PRIVATE KEY", Bytes: keyDER},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// The password by bcrypt, at the least cost.
	text := "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n" +
		"basic_auth_users:\n  " + user + ": $2a$04$lHmA04z4jjvxfsIOrO6CB.13/gftzsPPWGakePHcGtoS/Lp/wQhMm\n"
	file := filepath.Join(dir, "web.yml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return start(t, Options{WebConfig: file, Ready: func() error { return nil }}), filepath.Join(dir, "cert.pem")
}

// TestGuarded: who does not know the password, or speaks in the clear, sees nothing.
func TestGuarded(t *testing.T) {
	s, certificate := guarded(t)
	text, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(text)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}}
	defer client.CloseIdleConnections()
	for word, want := range map[string]int{"": http.StatusUnauthorized, "guess": http.StatusUnauthorized, password: http.StatusOK} {
		for _, path := range []string{"/metrics", "/healthz", "/readyz"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+s.Address()+path, http.NoBody)
			if err != nil {
				t.Fatal(err)
			}
			if word != "" {
				request.SetBasicAuth(user, word)
			}
			answer, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if answer.StatusCode != want {
				t.Errorf("%s with password %q: %s", path, word, answer.Status)
			}
		}
	}
	if code, body := get(t, s, "/metrics"); code == http.StatusOK || strings.Contains(body, "reconwatch") {
		t.Error("in the clear:", code, body)
	}
}

// TestPrometheusScrapes runs a real Prometheus until it can be asked for what it has scraped, over TLS and with a password.
func TestPrometheusScrapes(t *testing.T) {
	tool, err := exec.LookPath("prometheus")
	if err != nil {
		testbed.Lacking(t, "prometheus", "prometheus is not installed")
	}
	s, certificate := guarded(t)
	dir := t.TempDir()
	config := filepath.Join(dir, "prometheus.yml")
	text := fmt.Sprintf(`scrape_configs:
- job_name: reconwatch
  scrape_interval: 1s
  scheme: https
  tls_config: {ca_file: %q}
  basic_auth: {username: %q, password: %q}
  static_configs: [{targets: [%q]}]
`, certificate, user, password, s.Address())
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	listen := free(t)
	cmd := exec.CommandContext(t.Context(), tool, "--config.file="+config, "--storage.tsdb.path="+dir, "--web.listen-address="+listen)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Kill(); <-ended }()
	for query, want := range map[string]string{
		`up{job="reconwatch"}`:                                "1",
		`reconwatch_capture_packets_total{interface="eth1"}`:  "20",
		`sum(reconwatch_alert_episodes_total{severity!=""})`:  "6",
		`count(reconwatch_decode_packets_total{verdict!=""})`: fmt.Sprint(verdicts()),
	} {
		got := ""
		for end := time.Now().Add(30 * time.Second); got != want && time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
			got = ask(listen, query)
		}
		if got != want {
			_ = cmd.Process.Kill()
			<-ended
			t.Fatalf("%s is %q, want %q: %s", query, got, want, log.String())
		}
	}
}

// free is an address of this host that nothing listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ask gives the value that a Prometheus has for a query, empty while it has none.
func ask(server, query string) string {
	response, err := http.Get("http://" + server + "/api/v1/query?query=" + url.QueryEscape(query))
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	var answer struct {
		Data struct{ Result []struct{ Value [2]any } }
	}
	if json.NewDecoder(response.Body).Decode(&answer) != nil || len(answer.Data.Result) != 1 {
		return ""
	}
	return fmt.Sprint(answer.Data.Result[0].Value[1])
}

// verdicts is how many series decode_packets_total has.
func verdicts() (n int) {
	s := full()
	decoded(&s, func(float64, ...string) { n++ })
	return n
}
