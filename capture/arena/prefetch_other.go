//go:build !amd64 && !arm64

package arena

import "unsafe"

// Prefetch does nothing on this processor.
func Prefetch(unsafe.Pointer) {}

// PrefetchPair does nothing either.
func PrefetchPair(_, _ unsafe.Pointer) {}

// PrefetchAll does nothing either.
func PrefetchAll([]uintptr) {}

// PrefetchSpan does nothing either.
func PrefetchSpan(unsafe.Pointer, int) {}
