package pipeline_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/capture/xdp"
	"github.com/reconwatch/reconwatch/internal/testbed"
	"github.com/reconwatch/reconwatch/pcaps/mixed"
)

// stage is the program in the kernel, loaded once for all captures of a test.
func stage(t *testing.T) *xdp.Stage {
	t.Helper()
	// As few places as the program takes: what is forgotten must not matter.
	s, err := xdp.NewStage(xdp.Options{Places: 1})
	if errors.Is(err, os.ErrPermission) {
		testbed.Lacking(t, "xdp", "the program cannot be loaded: "+err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// compareKernel tells the alerts of a capture by replay from those of the frames that the program hands over. It
// returns the alerts and how many frames were shed.
func compareKernel(t *testing.T, s *xdp.Stage, path, home string) (want string, shed uint64) {
	t.Helper()
	r, err := s.Rehearse(open(t, path))
	if err != nil {
		t.Fatal(err)
	}
	got := text(t, replay(t, r, home, roomy(1)))
	want = text(t, replayedRoomy(t, path, home))
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: replay (-) and through the kernel (+) differ:\n%s", path, diff)
	}
	return want, r.Shed()
}

// TestSheddingInTheKernelChangesNothing is law 3: the alerts of every capture are those of a replay, to the letter.
func TestSheddingInTheKernelChangesNothing(t *testing.T) {
	s := stage(t)
	var shed uint64
	for _, l := range manifest(t) {
		t.Run(l.file, func(t *testing.T) {
			_, n := compareKernel(t, s, l.path(), l.home)
			shed += n
		})
	}
	t.Logf("%d frames were shed", shed)
}

// TestSheddingInTheKernelUnderLoad does so with the traffic of a busy network, most of which is shed.
func TestSheddingInTheKernelUnderLoad(t *testing.T) {
	s := stage(t)
	file, err := os.Create(filepath.Join(t.TempDir(), "busy.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := mixed.Write(file, mixed.Options{Packets: 200_000, Flows: 4_000, Snap: 1514, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	told, shed := compareKernel(t, s, file.Name(), defaultHome)
	if told == "" || shed < 50_000 {
		t.Errorf("%d frames were shed, told %q", shed, told)
	}
}

// TestSheddingInTheKernelOnCorpora does so on a sample of public captures.
func TestSheddingInTheKernelOnCorpora(t *testing.T) {
	all := testbed.Corpora(t)
	sampled := 200
	if testing.Short() {
		sampled = 20
	}
	s := stage(t)
	var shed uint64
	for i := 0; i < len(all); i += max(1, len(all)/sampled) {
		_, n := compareKernel(t, s, all[i].Path, defaultHome)
		shed += n
	}
	t.Logf("%d frames were shed", shed)
}

// TestSheddingInTheKernelBeginsAnew: what the program remembers of one capture does not show in the next.
func TestSheddingInTheKernelBeginsAnew(t *testing.T) {
	s := stage(t)
	path := filepath.Join(pcaps, "ssh-sessions.pcapng")
	_, first := compareKernel(t, s, path, "10.20.0.0/16")
	if _, again := compareKernel(t, s, path, "10.20.0.0/16"); again != first || first == 0 {
		t.Errorf("of one capture %d frames were shed, then %d", first, again)
	}
}
