package pipeline_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/reconwatch/reconwatch/capture"
	"github.com/reconwatch/reconwatch/capture/xdp"
	"github.com/reconwatch/reconwatch/pcaps/mixed"
)

// throughKernel gives the frames of src as the program in the kernel hands them over.
func throughKernel(t *testing.T, src capture.Source) *xdp.Rehearsal {
	t.Helper()
	// As few places as the program takes: what is forgotten must not matter.
	r, err := xdp.Rehearse(src, xdp.Options{Places: 1})
	if errors.Is(err, os.ErrPermission) {
		if strings.Contains(os.Getenv("RECONWATCH_TEST_REQUIRE"), "xdp") {
			t.Fatal(err)
		}
		t.Skip("the program cannot be loaded (RECONWATCH_TEST_REQUIRE=xdp makes this a failure):", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// TestSheddingInTheKernelChangesNothing is law 3: the alerts of every capture are those of a replay, to the letter.
func TestSheddingInTheKernelChangesNothing(t *testing.T) {
	var shed uint64
	for _, l := range manifest(t) {
		t.Run(l.file, func(t *testing.T) {
			r := throughKernel(t, open(t, l.path()))
			got := text(t, replay(t, r, l.home, roomy(1)))
			want := text(t, replay(t, open(t, l.path()), l.home, roomy(1)))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("replay (-) and through the kernel (+) differ:\n%s", diff)
			}
			shed += r.Shed()
		})
	}
	t.Logf("%d frames were shed", shed)
}

// TestSheddingInTheKernelUnderLoad does so with the traffic of a busy network, most of which is shed.
func TestSheddingInTheKernelUnderLoad(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "busy.pcap"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := mixed.Write(file, mixed.Options{Packets: 200_000, Flows: 4_000, Snap: 1514, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	r := throughKernel(t, open(t, file.Name()))
	got := text(t, replay(t, r, defaultHome, roomy(1)))
	want := text(t, replay(t, open(t, file.Name()), defaultHome, roomy(1)))
	if diff := cmp.Diff(want, got); diff != "" || want == "" {
		t.Errorf("replay (-) and through the kernel (+) differ:\n%s", diff)
	}
	if r.Shed() < 50_000 {
		t.Errorf("%d frames were shed", r.Shed())
	}
}

// TestSheddingInTheKernelOnCorpora does so on a sample of public captures.
func TestSheddingInTheKernelOnCorpora(t *testing.T) {
	all := corpora(t)
	sampled := 200
	if testing.Short() {
		sampled = 20
	}
	var shed uint64
	for i := 0; i < len(all); i += max(1, len(all)/sampled) {
		r := throughKernel(t, open(t, all[i].path))
		got := text(t, replay(t, r, defaultHome, roomy(1)))
		want := text(t, replay(t, open(t, all[i].path), defaultHome, roomy(1)))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: replay (-) and through the kernel (+) differ:\n%s", all[i].path, diff)
		}
		shed += r.Shed()
	}
	t.Logf("%d frames were shed", shed)
}
