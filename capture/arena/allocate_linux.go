package arena

import (
	"syscall"
	"unsafe"
)

// allocate maps size zeroed bytes that begin with a page, a huge one if asked; start is nil if
// the kernel has no memory.
func allocate(size int, huge bool) (start unsafe.Pointer, release func()) {
	room := 0
	if huge {
		room = hugePage
	}
	b, err := syscall.Mmap(-1, 0, size+room, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	if err != nil {
		return nil, nil
	}
	advice := syscall.MADV_HUGEPAGE
	if !huge {
		advice = syscall.MADV_NOHUGEPAGE
	}
	_ = syscall.Madvise(b, advice) // advice only
	skip := 0
	if huge {
		skip = int(-uintptr(unsafe.Pointer(&b[0])) & (hugePage - 1))
	}
	return unsafe.Pointer(&b[skip]), func() { _ = syscall.Munmap(b) }
}
