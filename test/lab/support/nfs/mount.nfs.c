/* mount.nfs of the lab: an NFS client in user space (libnfs, NFSv3) shown through FUSE, so that the very `mount -t nfs` line runs
 * through mount(8). Every request carries the user of whoever asks, so what is allowed is the server's to say. Errors and exit
 * codes are those of nfs-utils. cc mount.nfs.c -o mount.nfs $(pkg-config --cflags --libs fuse3 libnfs) */
#define FUSE_USE_VERSION 31
#include <errno.h>
#include <fcntl.h>
#include <fuse.h>
#include <netdb.h>
#include <nfsc/libnfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

static struct nfs_context *nfs;

/* FUSE runs single-threaded, so the next request is the caller's. */
static struct nfs_context *as_caller(void) {
  struct fuse_context *who = fuse_get_context();
  nfs_set_uid(nfs, (int)who->uid);
  nfs_set_gid(nfs, (int)who->gid);
  return nfs;
}

static void stat_of(const struct nfs_stat_64 *from, struct stat *to) {
  memset(to, 0, sizeof *to);
  to->st_ino = from->nfs_ino;
  to->st_mode = from->nfs_mode;
  to->st_nlink = from->nfs_nlink;
  to->st_uid = from->nfs_uid;
  to->st_gid = from->nfs_gid;
  to->st_rdev = from->nfs_rdev;
  to->st_size = from->nfs_size;
  to->st_blksize = from->nfs_blksize;
  to->st_blocks = from->nfs_blocks;
  to->st_atim = (struct timespec){from->nfs_atime, from->nfs_atime_nsec};
  to->st_mtim = (struct timespec){from->nfs_mtime, from->nfs_mtime_nsec};
  to->st_ctim = (struct timespec){from->nfs_ctime, from->nfs_ctime_nsec};
}

static int do_getattr(const char *path, struct stat *to, struct fuse_file_info *file) {
  (void)file;
  struct nfs_stat_64 found;
  int failed = nfs_lstat64(as_caller(), path, &found);
  if (failed == 0) stat_of(&found, to);
  return failed;
}
static int do_access(const char *path, int mode) { return nfs_access(as_caller(), path, mode); }
static int do_readlink(const char *path, char *to, size_t size) { return nfs_readlink(as_caller(), path, to, (int)size); }
static int do_mkdir(const char *path, mode_t mode) { return nfs_mkdir2(as_caller(), path, (int)mode); }
static int do_unlink(const char *path) { return nfs_unlink(as_caller(), path); }
static int do_rmdir(const char *path) { return nfs_rmdir(as_caller(), path); }
static int do_symlink(const char *target, const char *path) { return nfs_symlink(as_caller(), target, path); }
static int do_rename(const char *from, const char *to, unsigned flags) { return flags ? -EINVAL : nfs_rename(as_caller(), from, to); }
static int do_link(const char *from, const char *to) { return nfs_link(as_caller(), from, to); }
static int do_chmod(const char *path, mode_t mode, struct fuse_file_info *file) {
  (void)file;
  return nfs_chmod(as_caller(), path, (int)mode);
}
static int do_chown(const char *path, uid_t uid, gid_t gid, struct fuse_file_info *file) {
  (void)file;
  return nfs_lchown(as_caller(), path, (int)uid, (int)gid);
}
static int do_truncate(const char *path, off_t size, struct fuse_file_info *file) {
  (void)file;
  return nfs_truncate(as_caller(), path, (uint64_t)size);
}
static int do_utimens(const char *path, const struct timespec times[2], struct fuse_file_info *file) {
  (void)file;
  struct timeval values[2];
  for (int i = 0; i < 2; i++) {
    if (times[i].tv_nsec == UTIME_NOW || times[i].tv_nsec == UTIME_OMIT) gettimeofday(&values[i], NULL);
    else values[i] = (struct timeval){times[i].tv_sec, times[i].tv_nsec / 1000};
  }
  return nfs_lutimes(as_caller(), path, values);
}
static int do_open(const char *path, struct fuse_file_info *file) {
  struct nfsfh *handle;
  int failed = nfs_open(as_caller(), path, file->flags & ~(O_CREAT | O_EXCL), &handle);
  if (failed == 0) file->fh = (uint64_t)(uintptr_t)handle;
  return failed;
}
static int do_create(const char *path, mode_t mode, struct fuse_file_info *file) {
  struct nfsfh *handle;
  int failed = nfs_create(as_caller(), path, file->flags | O_CREAT, (int)(mode & 07777), &handle);
  if (failed == 0) file->fh = (uint64_t)(uintptr_t)handle;
  return failed;
}
#define HANDLE(file) ((struct nfsfh *)(uintptr_t)(file)->fh)
static int do_read(const char *path, char *to, size_t size, off_t at, struct fuse_file_info *file) {
  (void)path;
  return nfs_pread(as_caller(), HANDLE(file), (uint64_t)at, size, to);
}
static int do_write(const char *path, const char *from, size_t size, off_t at, struct fuse_file_info *file) {
  (void)path;
  return nfs_pwrite(as_caller(), HANDLE(file), (uint64_t)at, size, (char *)from);
}
static int do_fsync(const char *path, int data, struct fuse_file_info *file) {
  (void)path, (void)data;
  return nfs_fsync(as_caller(), HANDLE(file));
}
static int do_release(const char *path, struct fuse_file_info *file) {
  (void)path;
  return nfs_close(nfs, HANDLE(file));
}
static int do_readdir(const char *path, void *to, fuse_fill_dir_t fill, off_t at, struct fuse_file_info *file, enum fuse_readdir_flags flags) {
  (void)at, (void)file, (void)flags;
  struct nfsdir *folder;
  int failed = nfs_opendir(as_caller(), path, &folder);
  if (failed) return failed;
  for (struct nfsdirent *entry = nfs_readdir(nfs, folder); entry; entry = nfs_readdir(nfs, folder)) fill(to, entry->name, NULL, 0, 0);
  nfs_closedir(nfs, folder);
  return 0;
}
static int do_statfs(const char *path, struct statvfs *to) { return nfs_statvfs(as_caller(), path, to); }
static void *do_init(struct fuse_conn_info *connection, struct fuse_config *config) {
  (void)connection;
  /* Nobody's view is older than the server's. */
  config->attr_timeout = config->entry_timeout = config->negative_timeout = 0;
  config->auto_cache = 1;
  config->hard_remove = 1;
  return NULL;
}

static const struct fuse_operations operations = {
    .init = do_init, .getattr = do_getattr, .access = do_access, .readlink = do_readlink, .mkdir = do_mkdir, .unlink = do_unlink,
    .rmdir = do_rmdir, .symlink = do_symlink, .rename = do_rename, .link = do_link, .chmod = do_chmod, .chown = do_chown,
    .truncate = do_truncate, .utimens = do_utimens, .open = do_open, .create = do_create, .read = do_read, .write = do_write,
    .fsync = do_fsync, .release = do_release, .readdir = do_readdir, .statfs = do_statfs,
};

/* Options that nfs(5) knows and this client has no use for; what belongs to mount(8) and systemd is not given to it. */
static const char *known[] = {"rw", "ro", "vers", "nfsvers", "nconnect", "hard", "soft", "proto", "tcp", "rsize", "wsize", "nolock", "lock", "timeo",
                              "retrans", "sec", "noatime", "relatime", "nosuid", "nodev", "noexec", "addr", "clientaddr", "port", "mountport",
                              "_netdev", "nofail", "defaults", "actimeo", "acregmin", "noresvport", "resvport", "bg", "fg", "intr", "nointr"};
static int is_known(const char *option) {
  size_t length = strcspn(option, "=");
  if (strncmp(option, "x-", 2) == 0) return 1;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strlen(known[i]) == length && strncmp(known[i], option, length) == 0) return 1;
  return 0;
}

int main(int count, char **words) {
  const char *source = NULL, *place = NULL;
  char options[1024] = "";
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "-o") == 0 && i + 1 < count) snprintf(options, sizeof options, "%s", words[++i]);
    else if (words[i][0] == '-') continue;
    else if (!source) source = words[i];
    else place = words[i];
  }
  char *colon = source ? strchr(source, ':') : NULL;
  if (!colon || !place) {
    fprintf(stderr, "usage: mount.nfs remotetarget dir [-rvVwfnsh] [-o nfsoptions]\n");
    return 1;
  }
  int read_only = 0;
  for (char *rest, *option = strtok_r(options, ",", &rest); option; option = strtok_r(NULL, ",", &rest)) {
    if (!is_known(option)) {
      fprintf(stderr, "mount.nfs: an incorrect mount option was specified for %s\n", place);
      return 32;
    }
    if (strcmp(option, "ro") == 0) read_only = 1;
  }
  char server[256], url[1024];
  snprintf(server, sizeof server, "%.*s", (int)(colon - source), source);
  struct addrinfo *found = NULL;
  int unresolved = getaddrinfo(server, "nfs", NULL, &found);
  if (unresolved) {
    fprintf(stderr, "mount.nfs: Failed to resolve server %s: %s\n", server, gai_strerror(unresolved));
    return 32;
  }
  nfs = nfs_init_context();
  snprintf(url, sizeof url, "nfs://%s%s/?version=3", server, colon + 1);
  struct nfs_url *parsed = nfs_parse_url_dir(nfs, url);
  nfs_umask(nfs, 0);
  nfs_set_timeout(nfs, 20000);
  if (nfs_mount(nfs, server, colon + 1)) {
    const char *why = nfs_get_error(nfs);
    if (strstr(why, "ACCES") || strstr(why, "PERM")) fprintf(stderr, "mount.nfs: access denied by server while mounting %s\n", source);
    else if (strstr(why, "NOENT")) fprintf(stderr, "mount.nfs: mounting %s failed, reason given by server: No such file or directory\n", source);
    else fprintf(stderr, "mount.nfs: Connection refused for %s on %s\n%s\n", source, place, why);
    return 32;
  }
  if (parsed) nfs_destroy_url(parsed);
  nfs_set_timeout(nfs, -1); /* hard: whoever waits, waits */
  nfs_set_autoreconnect(nfs, -1);
  char how[1200];
  snprintf(how, sizeof how, "-ofsname=%s,subtype=nfs,allow_other%s", source, read_only ? ",ro" : "");
  char *arguments[] = {"mount.nfs", (char *)place, "-s", how, NULL};
  return fuse_main(4, arguments, &operations, NULL) == 0 ? 0 : 32;
}
