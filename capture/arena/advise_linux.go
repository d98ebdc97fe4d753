package arena

import "golang.org/x/sys/unix"

// advise asks for huge pages. A kernel without them says no, and nothing is lost.
func advise(b []byte) {
	if whole := inner(b); len(whole) > 0 {
		_ = unix.Madvise(whole, unix.MADV_HUGEPAGE)
	}
}
