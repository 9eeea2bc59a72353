# The native engine without Python: under sanitizers (`make sanitize` runs this), and compiled for
# 64-bit Arm, run by QEMU (`make arm`). It is compiled on all processors.
MAKEFLAGS += --jobs=$(shell getconf _NPROCESSORS_ONLN)
CXX ?= g++
BUILD ?= build/sanitize
PROCESSOR ?= $(shell uname -m)
NATIVE := src/tolmach/native
LEFT_OUT := module kernel_bindings
X86 := $(filter x86_64 amd64,$(PROCESSOR))
ARM := $(filter aarch64 arm64,$(PROCESSOR))
SOURCES := $(filter-out $(LEFT_OUT) $(if $(X86),,avx2 avx_vnni avx512) $(if $(ARM),,neon neon_dot),\
  $(basename $(notdir $(wildcard $(NATIVE)/*.cpp))))
VPATH := $(NATIVE):tests/native

# GCC's own headers warn of maybe uninitialised values once they are instrumented.
CXXFLAGS := -std=c++20 -O1 -g -fno-omit-frame-pointer -Wall -Wextra -Wno-psabi -Wno-maybe-uninitialized -I$(NATIVE) -pthread \
  $(if $(X86),-DTOLMACH_AVX2 -DTOLMACH_AVX_VNNI -DTOLMACH_AVX512) $(if $(ARM),-DTOLMACH_NEON -DTOLMACH_NEON_DOT)
address := -fsanitize=address,undefined -fno-sanitize-recover=all
thread := -fsanitize=thread
emulated := -O2 -static
avx2 := -mavx2 -mfma
avx_vnni := -mavx2 -mfma -mavxvnni
avx512 := -mavx512f -mavx512bw -mavx512vl -mavx512dq -mavx512vnni -mfma -mprefer-vector-width=512
neon_dot := -march=armv8.2-a+dotprod
MODELS ?= 40
# Sanitizers want memory where they expect it; containers may forbid to ask for that.
RUN ?= $(shell setarch -R true 2>/dev/null && echo setarch -R)

.PHONY: all address thread emulated
ifeq ($(shell command -v $(CXX)),)
all emulated:
	@echo 'There is no compiler $(CXX) here, so the native engine was not tried.'
else
all: address thread
endif

define kind
$(1): $(BUILD)/$(1)/agreement $(BUILD)/$(1)/stress
	$(RUN) $(BUILD)/$(1)/agreement
	$(RUN) $(BUILD)/$(1)/stress $(MODELS)
$(BUILD)/$(1)/stress $(BUILD)/$(1)/agreement: %: %.o $(SOURCES:%=$(BUILD)/$(1)/%.o)
	$(CXX) $(CXXFLAGS) $($(1)) $$^ -o $$@
$(BUILD)/$(1)/%.o: %.cpp $(wildcard $(NATIVE)/*.h)
	@mkdir -p $$(@D)
	$(CXX) $(CXXFLAGS) $($(1)) $$($$*) -c $$< -o $$@
endef
$(foreach one,address thread emulated,$(eval $(call kind,$(one))))
