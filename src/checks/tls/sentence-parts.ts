/** What becomes of a Host that does not fit to its TLSContext. */
export const HOST_DROPPED =
  'The gateway drops the whole Host: its hostname is not served any more, not even over http.';
