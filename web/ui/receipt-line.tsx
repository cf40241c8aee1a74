/** The id that the terminal shows as well, so that both can be told to be about the same thing. */
export function ReceiptLine({ name, id }: { name: string; id: string }) {
  return (
    <dl className="receipt">
      <dt>{name}</dt>
      <dd>
        <code>{id}</code>
      </dd>
    </dl>
  );
}
