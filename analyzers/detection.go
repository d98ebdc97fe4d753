package analyzers

// Detection says in words when a kind is told; docs/detections.md is made of these.
// A name in braces is a threshold of the analyzer, and stands for its default.
type Detection struct {
	Kind Kind
	// Fires is what makes it, Quiet what does not although it looks alike, Slowest the
	// lowest rate that is still caught, Blind what escapes.
	Fires, Quiet, Slowest, Blind string
}
