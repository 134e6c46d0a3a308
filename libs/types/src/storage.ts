import * as z from 'zod';
import { ID_PATTERN, NAME_PATTERN, pageOf, queryInteger, Timestamp } from './common.js';
import { Access } from './filter.js';

/** A file as the API shows it. */
export const FileView = z.object({
  id: z.string(),
  bucket: z.string(),
  filename: z.string(),
  /** The declared type when it was well formed, else `application/octet-stream`. */
  mimeType: z.string(),
  size: z.number().int(),
  ownerId: z.string(),
  createdAt: Timestamp,
  /** Number of the current version, counted from 1. */
  version: z.number().int(),
  /** SHA-256 of the bytes, in hexadecimal. */
  checksum: z.string(),
});
export type FileView = z.infer<typeof FileView>;

/** The answer to an upload, a new version and a restore. `url` is the path of the file's bytes. */
export const StoredFile = z.object({ file: FileView, url: z.string() });
export type StoredFile = z.infer<typeof StoredFile>;

/** Most files of one page of a list; also what a request without `limit` gets. */
export const FILES_PER_PAGE = 1000;

export const ListFiles = z.strictObject({
  limit: queryInteger(1)
    .transform((limit) => Math.min(limit, FILES_PER_PAGE))
    .optional(),
  /** `nextCursor` of the page before. */
  cursor: z.string().regex(ID_PATTERN, 'is no cursor').optional(),
});
export type ListFiles = z.infer<typeof ListFiles>;

export const FileList = z.object({
  files: z.array(FileView),
  total: z.number().int(),
  nextCursor: z.string().optional(),
});
export type FileList = z.infer<typeof FileList>;

/** One version of a file. */
export const FileVersionView = FileView.pick({
  version: true,
  filename: true,
  mimeType: true,
  size: true,
  checksum: true,
  createdAt: true,
});
export type FileVersionView = z.infer<typeof FileVersionView>;

export const FileVersions = z.object({
  items: z.array(FileVersionView),
  total: z.number().int(),
});
export type FileVersions = z.infer<typeof FileVersions>;

/** `?version=n` of a download: the current version when it is left out. */
export const DownloadFile = z.strictObject({ version: queryInteger(1).optional() });
export type DownloadFile = z.infer<typeof DownloadFile>;

/** The number of a version in a path. */
export const VersionNumber = queryInteger(1);

/** Longest and default life of a signed link, in seconds. */
export const LINK_SECONDS_MAX = 7 * 24 * 60 * 60;
export const LINK_SECONDS = 60 * 60;

export const SignLink = z
  .strictObject({
    /** Life of the link in seconds; an hour unless said. */
    expiresIn: z.number().int().min(1).max(LINK_SECONDS_MAX).optional(),
    /** Binds the link to one version; otherwise it shows the current one. */
    version: z.number().int().min(1).optional(),
  })
  .optional();
export type SignLink = z.infer<typeof SignLink>;

export const SignedLink = z.object({ url: z.string(), expiresAt: Timestamp });
export type SignedLink = z.infer<typeof SignedLink>;

/** The query of a signed link, as the server made it. */
export const OpenLink = z.strictObject({
  by: z.string().max(100),
  expires: queryInteger(1),
  version: queryInteger(1).optional(),
  signature: z.string().max(64),
});
export type OpenLink = z.infer<typeof OpenLink>;

export const BucketName = z.string().regex(NAME_PATTERN, 'must have 1 to 64 of A-Z a-z 0-9 _ -');

/** An id in a path. One that fits no pattern names nothing, so it is only bounded here. */
export const FileId = z.string().max(256);

/** What is stored, in all and by bucket; bytes count every kept version. */
export const StorageUsage = z.object({
  totalFiles: z.number().int(),
  totalBytes: z.number().int(),
  byBucket: z.array(
    z.object({
      bucket: z.string(),
      fileCount: z.number().int(),
      totalBytes: z.number().int(),
    }),
  ),
});
export type StorageUsage = z.infer<typeof StorageUsage>;

/** A page of a bucket's files, of all owners, for operators. */
export const FilePage = pageOf(FileView).extend({ nextCursor: z.string().optional() });
export type FilePage = z.infer<typeof FilePage>;

/** What an operator declares about a bucket. What is left out has its default. */
export const BucketSettings = z.strictObject({ access: Access.optional() });
export type BucketSettings = z.infer<typeof BucketSettings>;

export const BucketView = z.object({
  name: z.string(),
  access: Access,
  fileCount: z.number().int(),
  /** Bytes of all kept versions. */
  totalBytes: z.number().int(),
  createdAt: Timestamp,
});
export type BucketView = z.infer<typeof BucketView>;

export const BucketList = pageOf(BucketView);
export type BucketList = z.infer<typeof BucketList>;

/** How many files went with a deleted bucket. */
export const DeletedBucket = z.object({ deleted: z.literal(true), files: z.number().int() });
export type DeletedBucket = z.infer<typeof DeletedBucket>;
