/* A Cortex-M: how it starts, and how it speaks to its debugger. */
#include "machine.h"

int main(void);
void reset(void);

/* See link.ld. The stack grows down from its top to the end of the data. */
extern uint32_t stack_top[], data_start[], data_end[], data_source[], bss_start[], bss_end[];

/* What a debugger does: the numbers of ARM's semihosting. */
enum { SYS_OPEN = 1, SYS_WRITE = 5, SYS_EXIT = 0x18, WRITE = 4 };
static const uintptr_t EXIT_SUCCESS_REASON = 0x20026, EXIT_FAILURE_REASON = 0x20023;

static uintptr_t semihosting(uintptr_t operation, uintptr_t argument) {
    register uintptr_t r0 __asm__("r0") = operation;
    register uintptr_t r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void machine_print(const char *text, size_t length) {
    static uintptr_t output;
    if (output == 0) {
        const uintptr_t terminal[3] = {(uintptr_t) ":tt", WRITE, 3};
        output = semihosting(SYS_OPEN, (uintptr_t)terminal);
    }
    const uintptr_t written[3] = {output, (uintptr_t)text, length};
    (void)semihosting(SYS_WRITE, (uintptr_t)written);
}

void machine_say(const char *name, uint32_t number) {
    size_t length = 0;
    while (name[length] != 0) {
        length += 1;
    }
    machine_print(name, length);
    char digits[9];
    for (int i = 0; i < 8; i += 1) {
        digits[i] = "0123456789abcdef"[number >> (28 - 4 * i) & 15];
    }
    digits[8] = '\n';
    machine_print(digits, sizeof digits);
}

uint32_t stack_of(void (*call)(void *), void *with) {
    const uint32_t paint = 0x5a5aa5a5;
    volatile uint32_t *top;
    __asm__ volatile("mov %0, sp" : "=r"(top));
    volatile uint32_t *word;
    for (word = bss_end; word < top; word += 1) {
        *word = paint;
    }
    call(with);
    for (word = bss_end; word < top && *word == paint; word += 1) {
    }
    return (uint32_t)((uintptr_t)top - (uintptr_t)word);
}

/* The first code that runs. */
void reset(void) {
    const uint32_t *from = data_source;
    for (volatile uint32_t *to = data_start; to < data_end; to += 1, from += 1) {
        *to = *from;
    }
    for (volatile uint32_t *to = bss_start; to < bss_end; to += 1) {
        *to = 0;
    }
    const uintptr_t reason = main() == 0 ? EXIT_SUCCESS_REASON : EXIT_FAILURE_REASON;
    for (;;) {
        (void)semihosting(SYS_EXIT, reason);
    }
}

/* What went wrong with the processor ends the program. */
static void fault(void) {
    for (;;) {
        (void)semihosting(SYS_EXIT, EXIT_FAILURE_REASON);
    }
}

/* The table of vectors, up to the last fault: no interrupt is on. */
__attribute__((section(".vectors"), used)) static const uintptr_t vectors[7] = {
    (uintptr_t)stack_top, (uintptr_t)reset, (uintptr_t)fault, (uintptr_t)fault,
    (uintptr_t)fault,     (uintptr_t)fault, (uintptr_t)fault,
};
