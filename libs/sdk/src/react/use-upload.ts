import { useCallback, useEffect, useRef, useState } from 'react';
import type {
  AppBaseError,
  Uploadable,
  UploadedFile,
  UploadOptions,
  UploadProgress,
} from '../index.js';
import { useAppBase } from './provider.js';

/** An upload and how far it is. */
export interface UseUpload {
  /** Starts one; the one before it is aborted. Rejects as `storage.upload` does. */
  upload: (file: Uploadable, options?: UploadOptions) => Promise<UploadedFile>;
  abort: () => void;
  uploading: boolean;
  progress: UploadProgress | undefined;
  /** 0 to 1, when the length is known. */
  fraction: number | undefined;
  result: UploadedFile | undefined;
  error: AppBaseError | undefined;
}

interface Uploading {
  uploading: boolean;
  progress?: UploadProgress;
  result?: UploadedFile;
  error?: AppBaseError;
}

/** Uploads to a bucket with progress; ends what is under way when the component goes. */
export function useUpload(bucket: string): UseUpload {
  const { storage } = useAppBase();
  const [state, setState] = useState<Uploading>({ uploading: false });
  const current = useRef<AbortController | undefined>(undefined);
  const abort = useCallback(() => current.current?.abort(), []);
  useEffect(() => abort, [abort]);

  const upload = useCallback(
    async (file: Uploadable, options: UploadOptions = {}) => {
      current.current?.abort();
      const controller = new AbortController();
      current.current = controller;
      const show = (next: Uploading) => {
        if (current.current === controller) setState(next);
      };
      show({ uploading: true });
      try {
        const result = await storage.upload(bucket, file, {
          signal: controller.signal,
          ...options,
          onProgress: (progress) => {
            show({ uploading: true, progress });
            options.onProgress?.(progress);
          },
        });
        show({ uploading: false, result });
        return result;
      } catch (error) {
        show({ uploading: false, error: error as AppBaseError });
        throw error;
      }
    },
    [storage, bucket],
  );

  const { progress, result, error, uploading } = state;
  const fraction = progress?.total ? progress.loaded / progress.total : undefined;
  return { upload, abort, uploading, progress, fraction, result, error };
}
