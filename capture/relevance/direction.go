package relevance

// EpochShift makes epochs of packet time: 2^34 ns, 17.18 s. A shift, since the
// kernel's filter has no division to spare.
const EpochShift = 34

// Budgets of one direction of a flow, since its last SYN or expiry.
const (
	// PayloadBudget (K) is how many packets with payload are relevant of what is
	// not TCP: eight datagrams tell a stream from a probe and its repetitions.
	PayloadBudget = 8
	// SegmentBudget is K of TCP: a greeting or request, the second segment that
	// it may run into, and one answer of each; later messages show by their start.
	SegmentBudget = 4
	// BareBudget is how many without payload are: four tell an ACK probe, which
	// is sent up to three times, from the acknowledgements of a download that
	// is seen in one direction only.
	BareBudget = 4
	// OpenedBudget is BareBudget of a direction that began with its SYN, and can be no ACK probe: the
	// acknowledgement that makes the connection, and one that acknowledges more.
	OpenedBudget = 2
	// AcceptedBudget is BareBudget and SegmentBudget of a direction that began with a SYN-ACK: what a server
	// says is read where it starts a message, and no more is wanted of it than that it went on.
	AcceptedBudget = 1
)

// Epoch is the epoch of a packet time in nanoseconds.
func Epoch(t int64) uint32 { return uint32(t >> EpochShift) }

// Reason says why a packet passed.
type Reason uint8

// Reasons; Shed is the only one that does not pass.
const (
	Shed  Reason = iota
	First        // the direction's first packet in this epoch
	Early        // within the direction's budgets
	ByFlags
	ByMessage
	ByRegistration
	ByKind // Whole
	NumReasons
)

// Direction is what R remembers of one direction of a flow. The zero value is a
// direction that was never seen. The flow table keeps one for each side of each
// record: it is the exact R; Filter forgets on collisions, and then passes more.
type Direction struct {
	seen    uint32 // the epoch of its last packet, plus one
	payload uint8
	bare    uint8
}

// Judge says whether R holds for the direction's next packet, and remembers
// what R needs of it. A packet that is Shed leaves d as it was.
func (d *Direction) Judge(c Class, epoch uint32) Reason { return d.judge(c, epoch, 1) }

// judge is Judge with budgets of datagrams that many times as large.
func (d *Direction) judge(c Class, epoch uint32, times uint8) Reason {
	if c&ToMany != 0 {
		return Shed
	}
	seen := epoch + 1
	behind := seen - d.seen // time that runs backwards comes out large, and resets
	d.seen = seen
	switch {
	case c&Accepting != 0:
		d.payload, d.bare = SegmentBudget-AcceptedBudget, BareBudget-AcceptedBudget
	case c&Opening != 0:
		d.payload, d.bare = 0, BareBudget-OpenedBudget
	case behind >= 2:
		d.payload, d.bare = 0, 0
	}
	early := d.spend(c, times)
	switch {
	case c&Must != 0:
		return c.reason()
	case behind != 0:
		return First
	case early:
		return Early
	}
	return Shed
}

// spent reports, of a TCP segment, that it has nothing to be kept for: judge would shed it, and leave d as it is.
func (d *Direction) spent(c Class, epoch uint32) bool {
	used, budget := d.bare, uint8(BareBudget)
	if c == Segment|Data {
		used, budget = d.payload, SegmentBudget
	}
	return d.seen == epoch+1 && used >= budget && c&^Data == Segment
}

// spend takes from a budget. What passes by its flags takes nothing, so that a
// doubled SYN or FIN does not.
func (d *Direction) spend(c Class, times uint8) bool {
	if c&Flags != 0 {
		return true
	}
	if c&Segment != 0 {
		times = 1
	}
	if c&Data != 0 {
		budget := uint8(PayloadBudget)
		if c&Segment != 0 {
			budget = SegmentBudget
		}
		if d.payload < budget*times {
			d.payload++
			return true
		}
		return false
	}
	if d.bare < BareBudget*times {
		d.bare++
		return true
	}
	return false
}

// Payload is the number of packets with payload since the last SYN or expiry; it
// stops at PayloadBudget or SegmentBudget. Of a direction that began with a SYN-ACK it says nothing.
func (d *Direction) Payload() uint8 { return d.payload }

// Seen reports whether the direction ever sent.
func (d *Direction) Seen() bool { return d.seen != 0 }

// SeenIn reports whether the direction's last packet was of this epoch.
func (d *Direction) SeenIn(epoch uint32) bool { return d.seen == epoch+1 }

func (c Class) reason() Reason {
	switch {
	case c&ToMany != 0:
		return Shed
	case c&Whole != 0:
		return ByKind
	case c&Flags != 0:
		return ByFlags
	case c&Registered != 0:
		return ByRegistration
	}
	return ByMessage
}
