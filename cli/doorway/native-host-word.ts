/** The single executable is the native host if this is its first argument. No command has that name. */
export const NATIVE_HOST_WORD = "native-host";
