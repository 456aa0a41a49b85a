"""Operations that code which still runs does not survive."""
