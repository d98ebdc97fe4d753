//go:build race

package arena

// small is where the race detector looks: what tests use is to be on the Go heap.
const small = hugePage
