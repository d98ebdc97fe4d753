//go:build amd64 || arm64

package arena

import "unsafe"

// Prefetch asks for the cache line at p and does not wait for it. A plain load
// would: the processor looks only a few hundred instructions ahead.
//
//go:noescape
func Prefetch(p unsafe.Pointer)

// PrefetchPair is Prefetch of two lines by one call.
//
//go:noescape
func PrefetchPair(p, q unsafe.Pointer)

// PrefetchAll is Prefetch of many lines by one call. The addresses may be stale: nothing is read.
//
//go:noescape
func PrefetchAll(at []uintptr)

// PrefetchSpan is Prefetch of the lines that follow p, too.
//
//go:noescape
func PrefetchSpan(p unsafe.Pointer, lines int)
