package probe

import "testing"

func TestBuiltin(t *testing.T) {
	rows, err := Builtin()
	if err != nil {
		t.Fatal(err)
	}
	Compile(rows)
	t.Log(len(rows))
}
