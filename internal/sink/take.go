package sink

import "time"

// tick is how often the spool is synced and a summary looked for.
const tick = time.Second

// take moves messages from the hand-over into the spool until Close, and then what is left.
func (t *Outlet) take() {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case m := <-t.in:
			t.accept(m)
		case <-ticker.C:
			t.summarise(false)
			t.spool.Sync()
		case reply := <-t.flush:
			t.empty()
			close(reply)
		case <-t.drain:
			t.empty()
			t.summarise(true)
			return
		}
	}
}

func (t *Outlet) empty() {
	for {
		select {
		case m := <-t.in:
			t.accept(m)
		default:
			return
		}
	}
}

func (t *Outlet) accept(m Message) {
	t.summarise(false)
	if t.limiter != nil && !t.limiter.pass(m, t.o.Clock()) {
		t.health.add(func(s *Stats) { s.Held++ })
		return
	}
	t.store(m)
}

func (t *Outlet) summarise(last bool) {
	if t.limiter == nil {
		return
	}
	if b, ok := t.limiter.summary(t.o.Clock(), last); ok {
		t.store(Message{Background: b})
	}
}

func (t *Outlet) store(m Message) {
	payload, err := t.o.Format(nil, m)
	if err == nil {
		err = t.spool.Append(t.o.Clock(), payload)
	}
	if err != nil {
		t.health.drop(Unformed)
		return
	}
	t.health.add(func(s *Stats) { s.Accepted++ })
	select {
	case t.stored <- struct{}{}:
	default:
	}
}
