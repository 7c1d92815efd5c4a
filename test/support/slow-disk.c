/*
 * A disk that is slow, and that a power cut takes at its word: fsync and fdatasync wait for
 * SLOW_DISK_MS first, and note in the folder SLOW_DISK_SYNCED, in a file named by the inode, how
 * many bytes the disk has then. What is beyond is lost when the power is.
 *
 *   gcc -shared -fPIC -O2 -o slow-disk.so slow-disk.c -ldl
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

typedef int (*sync_call)(int);

static int slowly(int fd, const char *name) {
  sync_call real = (sync_call)dlsym(RTLD_NEXT, name);
  const char *ms = getenv("SLOW_DISK_MS"), *folder = getenv("SLOW_DISK_SYNCED");
  struct stat before;
  int known = fstat(fd, &before) == 0 && S_ISREG(before.st_mode);
  if (known && ms != NULL) {
    long long wait = atoll(ms);
    struct timespec pause = {wait / 1000, (wait % 1000) * 1000000};
    nanosleep(&pause, NULL);
  }
  int result = real(fd);
  if (result == 0 && known && folder != NULL) {
    char path[4096], next[4100], text[32];
    snprintf(path, sizeof path, "%s/%llu", folder, (unsigned long long)before.st_ino);
    snprintf(next, sizeof next, "%s~", path);
    int mark = open(next, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (mark >= 0) {
      int length = snprintf(text, sizeof text, "%llu", (unsigned long long)before.st_size);
      if (write(mark, text, length) == length) rename(next, path);
      close(mark);
    }
  }
  return result;
}

int fdatasync(int fd) { return slowly(fd, "fdatasync"); }
int fsync(int fd) { return slowly(fd, "fsync"); }
