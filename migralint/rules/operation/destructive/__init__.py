"""Operations that lose data or objects."""
