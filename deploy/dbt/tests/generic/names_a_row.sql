{% test names_a_row(model, columns, to, key) %}
select {{ columns | join(', ') }}
from {{ model }}
where {{ columns | join(' is not null and ') }} is not null
except
select {{ key | join(', ') }}
from {{ to }}
{% endtest %}
