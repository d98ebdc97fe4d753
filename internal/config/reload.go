package config

import "reflect"

// Reloadable lists the keys of the file that may change while a sensor runs.
func Reloadable() []string {
	var keys []string
	for _, f := range fieldsOf(typeOf[Config]()) {
		if f.reload {
			keys = append(keys, f.key)
		}
	}
	return keys
}

// NeedRestart lists the keys of the file whose values in next take a restart to come into effect.
func (c *Config) NeedRestart(next *Config) []string {
	var keys []string
	for _, f := range fieldsOf(typeOf[Config]()) {
		was, will := reflect.ValueOf(c).Elem().Field(f.index), reflect.ValueOf(next).Elem().Field(f.index)
		if !f.reload && !reflect.DeepEqual(was.Interface(), will.Interface()) {
			keys = append(keys, f.key)
		}
	}
	return keys
}
