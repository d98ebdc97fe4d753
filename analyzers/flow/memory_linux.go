package flow

import (
	"syscall"
	"unsafe"
)

// hugePage is the size of a transparent huge page on amd64 and of most arm64 kernels.
const hugePage = 2 << 20

// allocate makes n zero values, for pointer-free T only. Large arrays lie
// outside the Go heap, so that the collector's pace does not follow them, and in
// huge pages, since a look-up in 4 KiB ones costs as much for the page tables as
// for the record. release gives the memory back; it may be nil.
func allocate[T any](n int) (array []T, release func()) {
	var zero T
	size := n * int(unsafe.Sizeof(zero))
	if size < hugePage {
		return make([]T, n), nil
	}
	b, err := syscall.Mmap(-1, 0, size+hugePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return make([]T, n), nil
	}
	_ = syscall.Madvise(b, syscall.MADV_HUGEPAGE) // advice only
	start := -uintptr(unsafe.Pointer(&b[0])) & (hugePage - 1)
	return unsafe.Slice((*T)(unsafe.Pointer(&b[start])), n), func() { _ = syscall.Munmap(b) }
}
