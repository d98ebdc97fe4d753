package arena

import (
	"testing"
	"unsafe"
)

func TestMakeIsZeroedAndWhole(t *testing.T) {
	for _, n := range []int{0, 1, 1000, 3 << 20} {
		s := Make[uint64](n)
		if len(s) != n {
			t.Fatalf("%d elements, want %d", len(s), n)
		}
		for i, v := range s {
			if v != 0 {
				t.Fatalf("element %d is %d", i, v)
			}
		}
	}
}

func TestInnerIsAlignedAndInside(t *testing.T) {
	b := make([]byte, 5*hugePage+12345)
	for _, cut := range []int{0, 1, 4096, hugePage - 1} {
		in := inner(b[cut:])
		if uintptr(unsafe.Pointer(&in[0]))%hugePage != 0 || len(in)%hugePage != 0 {
			t.Errorf("cut %d: not whole huge pages", cut)
		}
		if len(in) < 3*hugePage || len(in) > len(b)-cut {
			t.Errorf("cut %d: %d bytes of %d", cut, len(in), len(b)-cut)
		}
	}
	if got := inner(make([]byte, 100)); len(got) != 0 {
		t.Errorf("a small slice holds %d bytes of huge pages", len(got))
	}
}
