package arena

import (
	"syscall"
	"unsafe"
)

// allocate maps size zeroed bytes that begin with a page, a huge one if asked; start is nil if
// the kernel has no memory.
func allocate(size int, huge bool) (start unsafe.Pointer, release func()) {
	b, err := syscall.Mmap(-1, 0, size+hugePage, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return nil, nil
	}
	advice := syscall.MADV_HUGEPAGE
	if !huge {
		advice = syscall.MADV_NOHUGEPAGE
	}
	_ = syscall.Madvise(b, advice) // advice only
	skip := -uintptr(unsafe.Pointer(&b[0])) & (hugePage - 1)
	return unsafe.Pointer(&b[skip]), func() { _ = syscall.Munmap(b) }
}
