import { type ChangeEvent, useState } from 'react';
import type { Attachment, Entry } from '../vault/entry';
import type { Vault } from '../vault/vault';
import { saveAs } from './save-as';
import { Icon } from './icon';

interface Props {
  vault: Vault;
  entry: Entry;
  onChanged: (entry: Entry) => void;
}

/** The files of an entry: encrypted before they leave, decrypted after they come back. */
export function Attachments({ vault, entry, onChanged }: Props) {
  const [progress, setProgress] = useState<number>();
  const [problem, setProblem] = useState('');
  const trying = async (work: () => Promise<void>) => {
    setProblem('');
    await work().catch((error: Error) => setProblem(error.message));
    setProgress(undefined);
  };
  const add = (event: ChangeEvent<HTMLInputElement>) => {
    const { files } = event.target;
    const [file] = files ?? [];
    if (file === undefined) return;
    setProgress(0);
    void trying(async () => onChanged(await vault.attach(entry, file, setProgress)));
    event.target.value = '';
  };
  const fetchBack = (attachment: Attachment) =>
    trying(async () => saveAs(await vault.readAttachment(entry, attachment), attachment.name));
  const remove = ({ fileId }: Attachment) =>
    trying(async () => onChanged(await vault.detach(entry, fileId)));

  return (
    <section className="attachments" aria-label="Attachments">
      <h2>Attachments</h2>
      <ul>
        {entry.attachments.map((attachment) => (
          <li key={attachment.fileId}>
            <Icon name="clip" />
            <span className="lines">
              <strong>{attachment.name}</strong>
              <small>{sizeOf(attachment.size)}</small>
            </span>
            <button className="ghost" onClick={() => void fetchBack(attachment)}>
              <Icon name="download" />
              <span className="hidden">Download {attachment.name}</span>
            </button>
            {entry.mine && (
              <button className="ghost danger-text" onClick={() => void remove(attachment)}>
                <Icon name="trash" />
                <span className="hidden">Remove {attachment.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {problem !== '' && <p role="alert">{problem}</p>}
      {!entry.mine ? null : progress === undefined ? (
        <label className="ghost button">
          <Icon name="clip" /> Attach a file
          <input className="hidden" type="file" onChange={add} />
        </label>
      ) : (
        <progress value={progress} aria-label="Upload" />
      )}
    </section>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
