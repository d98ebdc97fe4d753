//go:build !race

package arena

// small is up to where tables come from the Go heap, which zeroes them all: a map costs a few system calls, and its
// pages are zeroed as they are touched.
const small = 64 << 10
