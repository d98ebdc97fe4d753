package web

// reply is one kind of answer: its status and the length of its body.
type reply struct {
	length int64
	code   uint16
	count  uint32
}

// same counts the replies of a server to different paths, to find the one that it gives to everything: pages
// have different lengths, "no such page" has one, whatever its status says. The rarest gives way.
type same [4]reply

// add counts a reply; of one that does not say its length nothing is known.
func (s *same) add(code int, length int64) {
	if length < 0 {
		return
	}
	rarest := 0
	for i := range s {
		if r := &s[i]; r.is(code, length) {
			r.count++
			return
		}
		if s[i].count < s[rarest].count {
			rarest = i
		}
	}
	s[rarest] = reply{length, uint16(code), 1}
}

// most is the most frequent reply.
func (s *same) most() *reply {
	most := &s[0]
	for i := range s {
		if s[i].count > most.count {
			most = &s[i]
		}
	}
	return most
}

func (r *reply) status() status { return statusOf(int(r.code)) }

// is tells the reply from others.
func (r *reply) is(code int, length int64) bool { return int(r.code) == code && r.length == length }

func (s *same) age() {
	for i := range s {
		s[i].count /= 2
	}
}
