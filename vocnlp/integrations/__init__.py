"""Turn vocnlp into what other libraries expect: one thin module a library, nothing imported before it is asked for."""
