import { useState } from "react";
import { Button } from "./button.tsx";

/** Copies that text. @param what it is, for whoever hears the button and does not see what stands beside it */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  const copy = () => {
    // where the browser will not copy, the text still stands there to be selected with one click
    navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <Button kind="plain" small onPress={copy}>
      {copied ? "Copied" : "Copy"}
      <span className="unseen"> {what}</span>
    </Button>
  );
}
