/** The marketplace's sign; its name stands beside it. */
export function Logo() {
  return (
    <svg width={26} height={26} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1d4f91" />
      <path
        d="M16 7v14M16 9l7 9h-7"
        fill="none"
        stroke="#fff"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path
        d="M7.5 21.5c1.7 3 4.8 4.3 8.5 4.3s6.8-1.3 8.5-4.3"
        fill="none"
        stroke="#7dd3fc"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  )
}
