export { AppBaseProvider, type AppBaseProviderProps, useAppBase } from './provider.js';
export { type Router, useAuth, type UseAuth, useRequireAuth } from './use-auth.js';
export { typedHooks, type TypedHooks } from './typed-hooks.js';
export { useAggregate, type UseAggregate } from './use-aggregate.js';
export { useCollection, type UseCollection, useRecord, type UseRecord } from './use-collection.js';
export { useHistory, type UseHistory } from './use-history.js';
export { useUpload, type UseUpload } from './use-upload.js';
