export { AppBaseProvider, type AppBaseProviderProps, useAppBase } from './provider.js';
export { type Router, useAuth, type UseAuth, useRequireAuth } from './use-auth.js';
export { useCollection, type UseCollection, useRecord, type UseRecord } from './use-collection.js';
export { useUpload, type UseUpload } from './use-upload.js';
