"""Forms of accounts. Labels and errors are read in the visitor's language."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField, ValidationError
from wtforms.validators import EqualTo, InputRequired, Length

from portal.accounts.passwords import MAX_PASSWORD_LENGTH, is_weak_password

_REQUIRED = InputRequired(_l("请填写这一项。"))
_NOT_ENDLESS = Length(max=MAX_PASSWORD_LENGTH, message=_l("最多 200 个字符。"))


class SignInForm(FlaskForm):
    """Name and password."""

    name = StringField(_l("用户名"), [_REQUIRED, Length(max=80, message=_l("最多 80 个字符。"))])
    password = PasswordField(_l("密码"), [_REQUIRED, _NOT_ENDLESS])
    next = HiddenField()


class NewPasswordForm(FlaskForm):
    """A password chosen twice alike; the view says for which account."""

    password = PasswordField(_l("新密码"), [_REQUIRED, _NOT_ENDLESS])
    repeated = PasswordField(
        _l("再输入一次新密码"), [_REQUIRED, EqualTo("password", _l("两次输入的密码不一样。"))]
    )

    def __init__(self, account_name: str) -> None:
        super().__init__()
        self.account_name = account_name

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what is short or close to the account's name."""
        if is_weak_password(field.data or "", account_name=self.account_name):
            raise ValidationError(
                _l("密码至少 12 个字符，不能是用户名，也不能只有几个重复的字符。")
            )


class ChangePasswordForm(NewPasswordForm):
    """A new password, allowed by the old one."""

    current = PasswordField(_l("现在的密码"), [_REQUIRED, _NOT_ENDLESS])
