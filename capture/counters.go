package capture

// Counters are what an interface gave since it was opened, over all lanes.
type Counters struct {
	Interface string
	// Up reports whether it is captured now.
	Up bool
	// Frames and Bytes, as on the wire, were handed over.
	Frames uint64
	Bytes  uint64
	// Dropped frames found the ring full; Freezes is how often it became full.
	Dropped uint64
	Freezes uint64
	// Shed frames and bytes could not matter, and did not leave the kernel.
	Shed      uint64
	ShedBytes uint64
	// Held frames might have mattered, but came in a flood and might be nothing but a part of it.
	Held uint64
	// Merged frames are longer than the interface's MTU allows: receive offload
	// (GRO, LRO) has joined several into one, and analyzers see sizes and counts
	// that were not on the wire.
	Merged uint64
	// Broken blocks or records had offsets that point outside; their rest was skipped.
	Broken uint64
	// Losses is how often capture on it ended: down, deleted, or a fault.
	Losses uint64
}

// LaneState is how a lane is, for engines whose lanes can be flooded.
type LaneState struct {
	// RingUse is how much of its rings is in use, from 0 to 1: of the fullest.
	RingUse float64
	// RingBytes is how large they are together.
	RingBytes uint64
	// Flooded: only what initiators do who have proven real is handed over.
	Flooded bool
	// Dropped frames found a ring full; Held came in a flood.
	Dropped, Held uint64
}
