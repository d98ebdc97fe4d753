package analyzers

// Fill is how full one bounded table of an analyzer is.
type Fill struct {
	Table string
	// Entries is -1 where they are not counted.
	Entries int
	Evicted uint64 // entries that gave way to others, or found no room
}

// Tabled is an Analyzer whose tables others may look at, now and then.
type Tabled interface {
	Analyzer
	// Fill appends its tables to dst, always the same in the same order. The goroutine that
	// runs the analyzer calls it.
	Fill(dst []Fill) []Fill
}
