package analyzers

// Fill is how full one bounded table of an analyzer is.
type Fill struct {
	Table string
	// Entries is -1 where they are not counted.
	Entries int
	Evicted uint64 // entries that gave way to others, or found no room
}
