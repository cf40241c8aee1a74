import type { MouseEvent, ReactNode, Ref } from "react";

interface ButtonProps {
  readonly kind: "solid" | "near" | "plain" | "quiet" | "alert" | "danger";
  readonly small?: boolean;
  /** True while the button is shown and focusable but can't be pressed yet. */
  readonly unready?: boolean;
  readonly describedBy?: string;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly onPress: () => void;
  /** Runs when the button was pressed too early. */
  readonly onUnready?: () => void;
  readonly children: ReactNode;
}

/** Shows a button that only a person can press: no action without visibility and a fresh gesture (threat B6). */
export function Button({
  kind,
  small = false,
  unready = false,
  describedBy,
  ref,
  onPress,
  onUnready,
  children,
}: ButtonProps) {
  const press = (event: MouseEvent) => {
    if (!event.nativeEvent.isTrusted || document.visibilityState !== "visible") return;
    if (unready) onUnready?.();
    else onPress();
  };
  return (
    <button
      type="button"
      className={`button button-${kind}${small ? " button-small" : ""}`}
      aria-disabled={unready}
      aria-describedby={describedBy}
      ref={ref}
      onClick={press}
    >
      {children}
    </button>
  );
}
