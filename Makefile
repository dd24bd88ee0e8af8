# Five verbs. Each is a line to read, and to copy.
.PHONY: fmt check test bench quickstart

fmt: ; mvn -q -B spotless:apply
check: ; mvn -q -B verify -DskipTests
test: ; mvn -B verify
bench: ; ./diptych bench step --profile --memory
quickstart: ; ./diptych quickstart
