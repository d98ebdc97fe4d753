//go:build !linux

package flow

// allocate makes n zero values.
func allocate[T any](n int) (array []T, release func()) { return make([]T, n), nil }
