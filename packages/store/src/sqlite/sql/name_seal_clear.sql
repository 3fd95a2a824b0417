DELETE FROM name_seal
