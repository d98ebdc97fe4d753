// Package arena makes the large pointer-free tables of the packet path.
//
// A table that is hit at random misses the address cache of the processor on
// every access as long as it lies on pages of 4 kB, and pays a fault for each page
// at first; on pages of 2 MB it does neither (Documentation/admin-guide/mm/transhuge.rst).
//
// Goroutines: Make may be called by any.
package arena

import "unsafe"

// hugePage is the size of a transparent huge page on amd64 and arm64 with 4 kB pages.
const hugePage = 2 << 20

// Make returns n zeroed elements, on huge pages where the kernel has them and
// the table is large enough to gain. T must be free of pointers, or the garbage
// collector would have to read all of it. It panics on a negative n, as make does.
func Make[T any](n int) []T {
	s := make([]T, n)
	if n == 0 {
		return s
	}
	size := uintptr(n) * unsafe.Sizeof(s[0])
	if size >= 2*hugePage {
		advise(unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), size))
	}
	return s
}

// inner is the part of b that whole huge pages fit into.
func inner(b []byte) []byte {
	start := uintptr(unsafe.Pointer(&b[0]))
	skip := (hugePage - start%hugePage) % hugePage
	if skip >= uintptr(len(b)) {
		return nil
	}
	whole := (uintptr(len(b)) - skip) / hugePage * hugePage
	return b[skip : skip+whole]
}
