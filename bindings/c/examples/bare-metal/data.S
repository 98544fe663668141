/* Files, as they are, in flash memory. The folder comes with -Wa,-I. */
    .section .rodata.files, "a", %progbits
    .global image_start, image_end, keys_start, keys_end
image_start:
    .incbin "ring.image"
image_end:
keys_start:
    .incbin "keys.txt"
keys_end:
