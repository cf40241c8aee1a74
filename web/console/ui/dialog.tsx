import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";

/**
 * Shows a native modal dialog, which is open while it is rendered. Its heading takes the focus whenever it changes, so
 * that a screen reader says what is asked now; when the dialog goes, the focus returns to where it was.
 */
export function Dialog({
  title,
  onClose,
  children,
  actions,
}: {
  /** Plain text. */
  title: string;
  /** Runs when the person presses Escape. */
  onClose: () => void;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  // It closes before it leaves the document: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <DialogHeading key={title} id={id} title={title} />
      {children}
      {actions === undefined ? null : <div className="dialog-actions">{actions}</div>}
    </dialog>
  );
}

function DialogHeading({ id, title }: { id: string; title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 ref={heading} id={id} tabIndex={-1}>
      {title}
    </h2>
  );
}
