# The native engine under sanitizers, without Python: `make sanitize` runs this.
CXX ?= g++
BUILD ?= build/sanitize
NATIVE := src/tolmach/native
LEFT_OUT := module kernel_bindings
X86 := $(filter x86_64 amd64,$(shell uname -m))
SOURCES := $(filter-out $(LEFT_OUT) $(if $(X86),,avx2 avx512),\
  $(basename $(notdir $(wildcard $(NATIVE)/*.cpp)))) stress
VPATH := $(NATIVE):tests/native

# GCC's own headers warn of maybe uninitialised values once they are instrumented.
CXXFLAGS := -std=c++20 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -Wno-psabi -Wno-maybe-uninitialized -I$(NATIVE) -pthread \
  $(if $(X86),-DTOLMACH_X86)
address := -fsanitize=address,undefined -fno-sanitize-recover=all
thread := -fsanitize=thread
avx2 := -mavx2 -mfma
avx512 := -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni -mfma -mprefer-vector-width=512

.PHONY: all address thread
ifeq ($(shell command -v $(CXX)),)
all:
	@echo 'There is no C++ compiler here, so the native engine was not run under sanitizers.'
else
all: address thread
endif

define kind
$(1): $(BUILD)/$(1)/stress
	setarch -R $$< 40 || $$< 40
$(BUILD)/$(1)/stress: $(SOURCES:%=$(BUILD)/$(1)/%.o)
	$(CXX) $(CXXFLAGS) $($(1)) $$^ -o $$@
$(BUILD)/$(1)/%.o: %.cpp $(wildcard $(NATIVE)/*.h)
	@mkdir -p $$(@D)
	$(CXX) $(CXXFLAGS) $($(1)) $$($$*) -c $$< -o $$@
endef
$(foreach one,address thread,$(eval $(call kind,$(one))))
