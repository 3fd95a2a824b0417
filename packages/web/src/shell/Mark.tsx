/** The product's mark; its name stands beside it wherever it matters. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#4b46d6" />
      <path
        d="M8.5 22.5 15 9.2a1.1 1.1 0 0 1 2 0l6.5 13.3"
        fill="none"
        stroke="#fff"
        strokeWidth="3.2"
        strokeLinecap="round"
      />
      <circle cx="16" cy="20.4" r="2.6" fill="#5eead4" />
    </svg>
  )
}
