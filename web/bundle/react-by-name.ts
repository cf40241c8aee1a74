// React, for packages that import all of it under one name: so the bundler need not carry along what makes a namespace of a
// CommonJS module, which the approval page would load too. What one of them misses here, the build warns of.
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
