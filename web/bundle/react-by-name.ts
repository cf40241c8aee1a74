// This is React, for packages that import it as a whole under one name. Naming the members here spares the bundler the code that
// makes a namespace of a CommonJS module, which the approval page would load too. The build warns if a package needs a
// member that is not listed.
export {
  cloneElement,
  createContext,
  createElement,
  Fragment,
  forwardRef,
  isValidElement,
  Suspense,
  startTransition,
  useCallback,
  useContext,
  useEffect,
  useInsertionEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
