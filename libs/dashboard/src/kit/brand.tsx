/** The mark: layers for data, files and the platform below them. */
export function Mark({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1B2A4A" />
      <path d="M8 12.5 16 8l8 4.5-8 4.5z" fill="#7FD6C8" />
      <path
        d="m8 17 8 4.5 8-4.5"
        fill="none"
        stroke="#F0A3B8"
        strokeWidth="2.2"
        strokeLinejoin="round"
      />
      <path
        d="m8 21.5 8 4.5 8-4.5"
        fill="none"
        stroke="#A5E5C8"
        strokeWidth="2.2"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Brand({ name = 'AppBase' }: { name?: string }) {
  return (
    <span className="flex min-w-0 items-center gap-3">
      <Mark className="size-8 shrink-0" />
      <span className="truncate font-serif text-xl font-semibold">{name}</span>
    </span>
  );
}
