// The sentence model and its vocabulary as part of the executable: mapped, not read, and nothing to find at run time.
// After making the files anew, touch this one: the build does not watch what it includes.

#if defined(__APPLE__)
#define SYMBOL(name) _##name
.section __TEXT,__const
#else
#define SYMBOL(name) name
.section .rodata
#endif

.balign 64
.globl SYMBOL(cvectors_model_start)
SYMBOL(cvectors_model_start):
.incbin "sentence-model.bin"
.globl SYMBOL(cvectors_model_end)
SYMBOL(cvectors_model_end):
.byte 0

.balign 64
.globl SYMBOL(cvectors_vocabulary_start)
SYMBOL(cvectors_vocabulary_start):
.incbin "vocabulary.txt"
.globl SYMBOL(cvectors_vocabulary_end)
SYMBOL(cvectors_vocabulary_end):
.byte 0

#if defined(__ELF__)
.section .note.GNU-stack,"",%progbits
#endif
