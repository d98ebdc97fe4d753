// Package arena holds the memory of the large tables on the packet path: off
// the Go heap, so that the collector's pace does not follow them, in huge pages,
// since a look-up at random in 4 KiB ones costs as much for the page tables as
// for the record (Documentation/admin-guide/mm/transhuge.rst), and fetched ahead.
//
// Goroutines: Make and Prefetch may be called by any.
package arena

import (
	"runtime"
	"unsafe"
)

// hugePage is the size of a transparent huge page on amd64 and of most arm64 kernels.
const hugePage = 2 << 20

// Make returns n zeroed elements that live as long as owner does: whoever holds
// the slice must hold owner too. T must be free of pointers, since the collector
// does not look inside. Small tables come from the Go heap. It panics on a
// negative n, as make does.
func Make[T, Owner any](owner *Owner, n int) []T { return table[T](owner, n, true) }

// MakeSparse is Make for a table of which few elements are used, anywhere in it: in small pages, since a huge one
// takes as long to be zeroed as a hundred small ones to be touched.
func MakeSparse[T, Owner any](owner *Owner, n int) []T { return table[T](owner, n, false) }

func table[T, Owner any](owner *Owner, n int, huge bool) []T {
	var zero T
	size := n * int(unsafe.Sizeof(zero))
	if size < small {
		return make([]T, n)
	}
	start, release := allocate(size, huge && size >= hugePage)
	if start == nil {
		return make([]T, n)
	}
	runtime.AddCleanup(owner, func(release func()) { release() }, release)
	return unsafe.Slice((*T)(start), n)
}
