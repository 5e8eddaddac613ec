// The thread sanitizer sees the first steps of Swift's Mutex, which the compiler puts where they are used, but not what is
// done in libswiftSynchronization where somebody else holds the lock: there it would take every access for a race. So these
// two stand before the library's own, call them, and say what they did.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) && defined(__linux__)

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"
#define SELF __attribute__((swift_context)) void *self

typedef __attribute__((swiftcall)) void (*lock_call)(uint32_t thread, SELF);
typedef __attribute__((swiftcall)) void (*unlock_call)(SELF);

void __tsan_acquire(void *address);
void __tsan_release(void *address);

__attribute__((swiftcall)) void lock_slowly(uint32_t thread, SELF) __asm__(LOCK);
__attribute__((swiftcall)) void unlock_slowly(SELF) __asm__(UNLOCK);

__attribute__((swiftcall)) void lock_slowly(uint32_t thread, SELF) {
    ((lock_call)dlsym(RTLD_NEXT, LOCK))(thread, self);
    __tsan_acquire(self);
}

__attribute__((swiftcall)) void unlock_slowly(SELF) {
    __tsan_release(self);
    ((unlock_call)dlsym(RTLD_NEXT, UNLOCK))(self);
}

#endif
#endif
