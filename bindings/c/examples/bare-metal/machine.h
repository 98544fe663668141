/* What the program needs of a Cortex-M and of the debugger that it runs under: qemu-system-arm, or a probe. */
#ifndef MACHINE_H
#define MACHINE_H

#include <stddef.h>
#include <stdint.h>

/* In flash memory: see data.S. */
extern const uint8_t image_start[], image_end[];
extern const char keys_start[], keys_end[];

/* Prints text by semihosting. */
void machine_print(const char *text, size_t length);

/* Prints a number under its name, as eight hexadecimal digits. */
void machine_say(const char *name, uint32_t number);

/* Calls a function and says how many bytes of stack that took: the free part is painted before and looked at after. */
uint32_t stack_of(void (*call)(void *), void *with);

#endif
